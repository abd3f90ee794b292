; Offers Karyon under "Open with" for TIFF files. What opens them by default stays as it is.
!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\Karyon.Image" "" "TIFF image"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Karyon.Image\DefaultIcon" "" "$INSTDIR\${APP_EXECUTABLE_FILENAME},0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Karyon.Image\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  WriteRegStr SHELL_CONTEXT "Software\Classes\.tif\OpenWithProgids" "Karyon.Image" ""
  WriteRegStr SHELL_CONTEXT "Software\Classes\.tiff\OpenWithProgids" "Karyon.Image" ""
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, i 0, i 0)'
!macroend

!macro customUnInstall
  DeleteRegKey SHELL_CONTEXT "Software\Classes\Karyon.Image"
  DeleteRegValue SHELL_CONTEXT "Software\Classes\.tif\OpenWithProgids" "Karyon.Image"
  DeleteRegValue SHELL_CONTEXT "Software\Classes\.tiff\OpenWithProgids" "Karyon.Image"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, i 0, i 0)'
!macroend
