#pragma once

// Compiles a plain loop once per instruction set; the loader picks one. Off where resolvers cannot run: sanitizers
// instrument them before they are initialised.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define EFFORTLAB_CLONES __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define EFFORTLAB_CLONES
#endif
