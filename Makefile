# A thin front over the CMake presets; PRESET=debug, asan or tsan chooses another one.
# JOBS: parallel compilations.
PRESET ?= release
JOBS ?= $(shell nproc 2>/dev/null || echo 2)

.PHONY: build test demo bench lint format install clean

# What `build = "make"` of a plugin manager runs.
build:
	@scripts/build $(PRESET) $(JOBS) product

test:
	@scripts/test $(PRESET) $(JOBS)

demo:
	@scripts/demo

bench:
	@scripts/build release $(JOBS) product
	@cmake --build build/release --target bench

lint:
	@scripts/lint

format:
	@scripts/lint --fix

install: build
	@cmake --install build/$(PRESET)

# Keeps what was fetched; `rm -rf build` removes that too.
clean:
	rm -rf build/debug build/release build/asan build/tsan lua/gazette/native.so data/english/tables.image
