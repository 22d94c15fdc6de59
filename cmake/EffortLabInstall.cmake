# What `cmake --install` puts where. The engine looks for its resources in ${CMAKE_INSTALL_PREFIX}/share/effortlab.
include(GNUInstallDirs)
set(effortlab_install_resources share/effortlab)

foreach(program IN ITEMS effortlab effortlab-cli)
  if(TARGET ${program})
    install(TARGETS ${program} RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  endif()
endforeach()

foreach(folder IN ITEMS models help icons)
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/resources/${folder} DESTINATION ${effortlab_install_resources}
          OPTIONAL PATTERN ".*" EXCLUDE)
endforeach()
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION share/doc/effortlab)

if(EFFORTLAB_GUI)
  install(FILES ${PROJECT_SOURCE_DIR}/packaging/effortlab.desktop DESTINATION share/applications)
  install(FILES ${PROJECT_SOURCE_DIR}/resources/icons/effortlab.svg DESTINATION share/icons/hicolor/scalable/apps
          OPTIONAL)
endif()
