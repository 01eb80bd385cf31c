#!/usr/bin/env node
// Prints the unlabelled text that word clusters are learnt from: one sentence-like line of tokens
// each, from the training portions of the corpora. Development portions are left out, so that what
// is measured on them stays unseen.
//
//   scripts/cluster-corpus.mjs ../shared/corpora > build/cluster-corpus.txt
//   scripts/cluster-corpus.mjs ../shared/corpora --news    without the treebanks
import fs from "node:fs";
import path from "node:path";

const root = process.argv[2];
if (!root) {
  console.error("usage: cluster-corpus.mjs CORPORA");
  process.exit(2);
}
const ecbDevelopment = new Set(["2", "5", "12", "18", "21", "23", "34", "35"]);

function* files(folder, ending) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* files(full, ending);
    else if (entry.name.endsWith(ending)) yield full;
  }
}

const read = (file) => fs.readFileSync(file, "utf8");

// Treebank-like tokens; hyphenated words stay whole, as the engine's tokenizer keeps them.
const token =
  /https?:\/\/\S+|(?:[A-Za-z]\.){2,}|(?:Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|Sgt|Lt|Col|Capt|St|Jr|Sr|Inc|Corp|Co|Ltd|Prof|Rev)\.|\d[\d,.:]*\d|[\p{L}\p{N}]+(?:[-’'&][\p{L}\p{N}]+)*|\S/gu;
const clitic = /^(.+?)(n['’]t|['’](?:s|re|ve|ll|d|m))$/i;

function printText(text) {
  for (const paragraph of text.replace(/\r/g, "").split(/\n+/)) {
    const out = [];
    for (const [word] of paragraph.matchAll(token)) {
      const parts = clitic.exec(word);
      if (parts) out.push(parts[1], parts[2].replace("’", "'"));
      else out.push(word.replace(/[“”]/g, '"').replace(/[‘’]/g, "'"));
      if (/^[.!?]$/.test(word)) {
        console.log(out.join(" "));
        out.length = 0;
      }
    }
    if (out.length > 1) console.log(out.join(" "));
  }
}

const printTokens = (tokens) => tokens.length > 1 && console.log(tokens.join(" "));

for (const file of files(path.join(root, "bbc"), ".txt")) printText(read(file));
for (const file of files(path.join(root, "worldwide_ner/train"), ".txt")) printText(read(file));
for (const file of files(path.join(root, "polnear/train/text"), "")) printText(read(file));
for (const file of files(path.join(root, "timebank"), ".tml"))
  printText(read(file).replace(/<[^>]+>/g, "").replace(/&amp;/g, "&"));
for (const file of files(path.join(root, "ecbplus/ECB+"), ".xml")) {
  if (ecbDevelopment.has(path.basename(path.dirname(file)))) continue;
  let sentence = null, tokens = [];
  for (const match of read(file).matchAll(/<token [^>]*sentence="(\d+)"[^>]*>([^<]*)</g)) {
    if (match[1] !== sentence) printTokens(tokens), (tokens = []);
    sentence = match[1];
    tokens.push(match[2].replace("&amp;", "&"));
  }
  printTokens(tokens);
}
const treebanks = process.argv[3] === "--news" ? [] : [path.join(root, "ewt/en_ewt-ud-train.conllu"), ...files(path.join(root, "gum/train"), ".conllu")];
for (const file of treebanks) {
  let tokens = [];
  for (const line of read(file).split("\n")) {
    const columns = line.split("\t");
    if (line === "") printTokens(tokens), (tokens = []);
    else if (columns.length === 10 && /^\d+$/.test(columns[0])) tokens.push(columns[1].replace(/ /g, ""));
  }
}
