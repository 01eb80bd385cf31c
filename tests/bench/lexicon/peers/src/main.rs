// Whole-word, leftmost-longest, case-sensitive search with two Rust crates, for comparison:
//   lexicon-peers aho-corasick|fst NAMES TEXT ROUNDS
// Prints: bytes, matches, the median seconds of CPU time of a scan.
use std::time::Instant;

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

fn whole(text: &[u8], start: usize, end: usize) -> bool {
    (start == 0 || !is_word(text[start - 1]) || !is_word(text[start]))
        && (end == text.len() || !is_word(text[end]) || !is_word(text[end - 1]))
}

// Matches that are not whole words are passed over, as a caller of the crate would.
fn scan_aho_corasick(automaton: &aho_corasick::AhoCorasick, text: &[u8]) -> usize {
    automaton
        .find_iter(text)
        .filter(|found| whole(text, found.start(), found.end()))
        .count()
}

// From each start of a word, as far as the automaton goes; the longest whole word counts.
fn scan_fst(names: &fst::Set, text: &[u8]) -> usize {
    let automaton = names.as_fst();
    let (mut at, mut count) = (0, 0);
    while at < text.len() {
        if !is_word(text[at]) || (at > 0 && is_word(text[at - 1])) {
            at += 1;
            continue;
        }
        let mut node = automaton.root();
        let (mut here, mut longest) = (at, 0);
        while here < text.len() {
            match node.find_input(text[here]) {
                None => break,
                Some(next) => node = automaton.node(node.transition(next).addr),
            }
            here += 1;
            if node.is_final() && whole(text, at, here) {
                longest = here;
            }
        }
        if longest > 0 {
            count += 1;
            at = longest;
        } else {
            at += 1;
        }
    }
    count
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let list = std::fs::read(&arguments[2]).unwrap();
    let text = std::fs::read(&arguments[3]).unwrap();
    let rounds: usize = arguments[4].parse().unwrap();
    let mut names: Vec<&[u8]> = list.split(|b| *b == b'\n').filter(|n| !n.is_empty()).collect();
    let mut times = Vec::new();
    let mut count = 0;
    if arguments[1] == "fst" {
        names.sort();
        names.dedup();
        let set = fst::Set::from_iter(names).unwrap();
        for _ in 0..rounds {
            let start = Instant::now();
            count = scan_fst(&set, &text);
            times.push(start.elapsed().as_secs_f64());
        }
    } else {
        let automaton = aho_corasick::AhoCorasickBuilder::new()
            .match_kind(aho_corasick::MatchKind::LeftmostLongest)
            .build(names);
        for _ in 0..rounds {
            let start = Instant::now();
            count = scan_aho_corasick(&automaton, &text);
            times.push(start.elapsed().as_secs_f64());
        }
    }
    times.sort_by(|a, b| a.total_cmp(b));
    println!("{} {} {:.6}", text.len(), count, times[times.len() / 2]);
}
