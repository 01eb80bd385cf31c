.PHONY: build test
build:
	scripts/install-dependencies
	cmake --preset release
	cmake --build --preset release -j 2
test: build
	ctest --preset release
