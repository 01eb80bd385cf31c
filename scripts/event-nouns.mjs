#!/usr/bin/env node
// Writes data/english/event_nouns.tsv from WordNet: which nouns name happenings, and of which verbs.
//
//   scripts/event-nouns.mjs WORDNET data/english/clusters.tsv > data/english/event_nouns.tsv
//
// WORDNET is the folder with index.noun and data.noun (Debian: /usr/share/wordnet). Only words that the
// clusters know are kept, so the table is of words that news uses.
import { readFileSync } from 'node:fs'

const [wordnet, clusters] = process.argv.slice(2)
if (!clusters) {
  console.error('usage: event-nouns.mjs WORDNET CLUSTERS')
  process.exit(2)
}
const lines = path => readFileSync(path, 'latin1').split('\n').filter(line => line && line[0] !== ' ' && line[0] !== '#')
const known = new Set(lines(clusters).map(line => line.split('\t')[0].toLowerCase()))

const verbOf = new Map() // synset of data.verb -> its words
for (const line of lines(`${wordnet}/data.verb`)) {
  const cells = line.split(' ')
  const count = parseInt(cells[3], 16)
  verbOf.set(cells[0], Array.from({ length: count }, (_, i) => cells[4 + 2 * i]))
}

const synsets = new Map() // offset -> { file, words, verbs: words of verbs derived from each word }
for (const line of lines(`${wordnet}/data.noun`)) {
  const cells = line.split(' | ')[0].split(' ')
  const count = parseInt(cells[3], 16)
  const words = Array.from({ length: count }, (_, i) => cells[4 + 2 * i].toLowerCase())
  const verbs = {}
  const pointers = parseInt(cells[4 + 2 * count], 10)
  for (let p = 0; p < pointers; p++) {
    const [symbol, target, pos, link] = cells.slice(5 + 2 * count + 4 * p, 9 + 2 * count + 4 * p)
    if (symbol !== '+' || pos !== 'v') continue
    const source = words[parseInt(link.slice(0, 2), 16) - 1]
    const verb = verbOf.get(target)?.[parseInt(link.slice(2), 16) - 1]
    if (source && verb) verbs[source] ??= verb
  }
  synsets.set(cells[0], { file: Number(cells[1]), verbs })
}

// Lexicographer files: act, communication, event, phenomenon, process, state.
const happening = { 4: 1, 11: 1, 19: 0.7, 22: 0.7, 10: 0.3, 26: 0.3 }
console.log('# Nouns, from WordNet 3.0: noun, file of its first sense, file of its second (0: none),')
console.log('# share of its senses that are happenings in tenths, a verb it is derived with or -.')
console.log('# Made by scripts/event-nouns.mjs; see MODELS.md.')
for (const line of lines(`${wordnet}/index.noun`)) {
  const cells = line.trim().split(/\s+/)
  const [lemma] = cells
  if (!/^[a-z][a-z-]+$/.test(lemma) || !known.has(lemma)) continue
  const senses = cells.slice(-Number(cells[2])).map(offset => synsets.get(offset))
  let share = 0, total = 0
  senses.forEach((sense, i) => {
    total += 1 / (i + 1)
    share += (happening[sense.file] ?? 0) / (i + 1)
  })
  const verb = senses.map(sense => sense.verbs[lemma]).find(Boolean) ?? '-'
  console.log([lemma, senses[0].file, senses[1]?.file ?? 0, Math.round(9 * share / total), verb].join('\t'))
}
