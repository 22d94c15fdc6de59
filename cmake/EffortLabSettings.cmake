# Language level, warnings, sanitizers, and the helpers every target uses.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

find_program(CCACHE_PROGRAM ccache)
if(CCACHE_PROGRAM)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE_PROGRAM})
endif()
find_program(MOLD_PROGRAM mold)
if(MOLD_PROGRAM)
  add_link_options(-fuse-ld=mold)
endif()

if(EFFORTLAB_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
endif()

# Warnings and unity for one of our own targets. NO_UNITY: for programs whose sources are worlds of their own
# and repeat names in their unnamed namespaces.
function(effortlab_configure_target target)
  cmake_parse_arguments(arg "NO_UNITY" "" "" ${ARGN})
  # GCC 12 sees overflows in std::string's own operator+ (its bug 105651) and uninitialised members in std::variant's
  # moves (105562): those four warnings stay off.
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wno-restrict -Wno-stringop-overflow
                                           -Wno-array-bounds -Wno-maybe-uninitialized
                                           $<$<BOOL:${EFFORTLAB_WERROR}>:-Werror>)
  if(EFFORTLAB_UNITY AND NOT arg_NO_UNITY)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 12)
  endif()
endfunction()
