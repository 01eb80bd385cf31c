// english_peers.mjs MODULES FILE... - the speed of wink-nlp and compromise on the texts bench_english reads,
// for its table. MODULES is a node_modules folder that holds them.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

const [modules, ...files] = process.argv.slice(2);
const require = createRequire(resolve(modules, "x.js"));
const texts = files.map((file) => readFileSync(file, "utf8"));
const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
const PASSES = 3;

function measure(name, produces, run) {
  let best = Infinity;
  let tokens = 0;
  for (let pass = 0; pass < PASSES; pass++) {
    const start = process.cpuUsage();
    tokens = 0;
    for (const text of texts) tokens += run(text);
    const used = process.cpuUsage(start);
    best = Math.min(best, (used.user + used.system) / 1e6);
  }
  const cells = [name.padEnd(20), String(Math.round(tokens / best)).padStart(14), (bytes / best / 1e6).toFixed(2).padStart(10)];
  console.log(`${cells.join(" ")}   ${produces}`);
}

const winkNLP = require("wink-nlp");
const nlp = winkNLP(require("wink-eng-lite-web-model"));
measure("wink-nlp", "tags, lemmas, dates and numbers", (text) => {
  const doc = nlp.readDoc(text);
  doc.entities().out(nlp.its.detail);
  doc.tokens().out(nlp.its.pos);
  return doc.tokens().length();
});

const compromise = require("compromise");
measure("compromise", "tags, people, places, organisations by lists", (text) => {
  const doc = compromise(text);
  doc.topics().out("array");
  return doc.terms().length;
});
