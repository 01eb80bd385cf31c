// Whole-word, leftmost-longest search with a marisa trie: marisa NAMES TEXT ROUNDS
// Prints: bytes, matches, the median seconds of a scan.
#include <marisa.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

static bool is_word(unsigned char c) { return c >= 0x80 || std::isalnum(c); }

static std::string read(const char *path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
}

static size_t scan(const marisa::Trie &trie, const std::string &text) {
  marisa::Agent agent;
  size_t count = 0;
  for (size_t at = 0; at < text.size();) {
    if (!is_word(text[at]) || (at > 0 && is_word(text[at - 1]))) {
      at++;
      continue;
    }
    size_t longest = 0;
    agent.set_query(text.data() + at, std::min<size_t>(256, text.size() - at));
    while (trie.common_prefix_search(agent)) {
      size_t end = at + agent.key().length();
      if (end == text.size() || !is_word(text[end]) || !is_word(text[end - 1])) longest = end;
    }
    count += longest > 0;
    at = longest > 0 ? longest : at + 1;
  }
  return count;
}

int main(int, char **argv) {
  std::ifstream names(argv[1]);
  marisa::Keyset keys;
  for (std::string name; std::getline(names, name);) keys.push_back(name.data(), name.size());
  marisa::Trie trie;
  trie.build(keys);
  std::string text = read(argv[2]);
  std::vector<double> times;
  size_t count = 0;
  for (int i = 0; i < std::atoi(argv[3]); i++) {
    auto start = std::chrono::steady_clock::now();
    count = scan(trie, text);
    times.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  std::sort(times.begin(), times.end());
  std::printf("%zu %zu %.6f\n", text.size(), count, times[times.size() / 2]);
}
