# Installed: header, both libraries, program, data, queries.
install(TARGETS gazette_static gazette_shared gazette RUNTIME ARCHIVE LIBRARY)
