#!/usr/bin/env node
// Prints data/english/casing.tsv: of words that lexicon.tsv knows both as ordinary words and as names (or whose use
// says so), how they are mostly written inside sentences: small, with a capital, or all in capitals.
//
//   scripts/cluster-corpus.mjs CORPORA > build/cluster-corpus.txt
//   scripts/make-casing.mjs build/cluster-corpus.txt > data/english/casing.tsv
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const [corpus] = process.argv.slice(2)
if (!corpus) {
  console.error('usage: make-casing.mjs TOKENISED_TEXT')
  process.exit(2)
}
const data = join(dirname(fileURLToPath(import.meta.url)), '../data/english')

const capitalised = (word) => /^[A-Z][a-z'-]+$/.test(word)
const opening = new Set(['"', '``', "'", '`', '“', '‘', ':', '.', '!', '?', '(', '[', '-', '--', '–', '—', '•', '*'])
const small = new Map(), capital = new Map(), upper = new Map()
const count = (map, word) => map.set(word, (map.get(word) ?? 0) + 1)

for (const line of readFileSync(corpus, 'utf8').split('\n')) {
  const words = line.split(' ')
  const rest = words.slice(1).filter((word) => /^[A-Za-z]{2}/.test(word))
  const capitals = rest.filter((word) => /^[A-Z]/.test(word)).length
  if (rest.length < 3 || capitals * 10 >= rest.length * 6) continue // a headline says nothing of its words
  for (let i = 1; i < words.length; i++) {
    if (opening.has(words[i - 1])) continue
    if (capitalised(words[i])) count(capital, words[i].toLowerCase())
    else if (/^[a-z][a-z'-]*$/.test(words[i])) count(small, words[i])
    else if (/^[A-Z]{2,}$/.test(words[i])) count(upper, words[i].toLowerCase())
  }
}

console.log('# How words are mostly written inside sentences that may be ordinary words or names: small, with a')
console.log('# capital, or all in capitals; and words that lexicon.tsv does not know. Words that only it knows, and knows as no name, are small.')
const known = new Set()
for (const line of readFileSync(join(data, 'lexicon.tsv'), 'utf8').split('\n')) known.add(line.split('\t')[0])
const inCapitals = (word) => {
  const count = upper.get(word) ?? 0
  return count >= 3 && count > (small.get(word) ?? 0) + (capital.get(word) ?? 0)
}
const sorted = (map) => [...map].sort((a, b) => (a[0] < b[0] ? -1 : 1))
for (const [word] of sorted(upper)) if (inCapitals(word)) console.log(`${word}\tcapitals`)
for (const [word, low] of sorted(small))
  if (!inCapitals(word) && !known.has(word) && low >= 5 && low > 5 * (capital.get(word) ?? 0)) console.log(`${word}\tsmall`)
for (const line of readFileSync(join(data, 'lexicon.tsv'), 'utf8').split('\n')) {
  const [word, kinds, parts = ''] = line.split('\t')
  if (!/^[a-z][a-z'-]+$/.test(word) || kinds === undefined) continue
  const name = /[Pp]/.test(kinds) || parts.split(',').includes('PROPN')
  const ordinary = /[NSVZGDJCR]/.test(kinds) || parts.split(',').some((part) => part && part !== 'PROPN')
  const low = small.get(word) ?? 0, high = capital.get(word) ?? 0
  if (!ordinary || low + high === 0 || inCapitals(word)) continue
  if (name && low >= 2 && low >= high) console.log(`${word}\tsmall`)
  else if (!name && high >= 2 && high > low) console.log(`${word}\tcapital`)
}
