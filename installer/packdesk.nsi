; The Windows installer. `python -m installer.make` calls makensis with VERSION, VERSION4, FILES, OUT, SIZE_KB and ICON.
;
; Silent use:   packdesk-setup.exe /S [/ALLUSERS] [/NODESKTOP] [/LOGON] [/LANGUAGE=2052] [/D=C:\folder]
;               uninstall.exe /S [/DELETEDATA]
; Exit status:  0 done, 2 not this Windows, 3 Packdesk is running, 4 needs an administrator, 5 a newer version is
;               installed, 6 too little space, 7 the version before can't be removed (or what its uninstaller says)
Unicode true
Target amd64-unicode
!ifdef QUICK
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!endif
RequestExecutionLevel user
ManifestDPIAware true
ManifestSupportedOS Win10
ManifestLongPathAware true

!define APP "Packdesk"
!define EXE "packdesk.exe"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${APP}"
!define OPEN_KEY "Software\Classes\Applications\${EXE}"
!define SHOWN "Packdesk 发货台"
!define /math SIZE_MB ${SIZE_KB} / 1024

!include MUI2.nsh
!include nsDialogs.nsh
!include x64.nsh
!include FileFunc.nsh
!include WordFunc.nsh
!include LogicLib.nsh
!include WinVer.nsh
!include "${FILES}"

Name "${SHOWN} ${VERSION}"
OutFile "${OUT}"
InstallDir ""
VIProductVersion "${VERSION4}"
VIAddVersionKey /LANG=0 "ProductName" "${APP}"
VIAddVersionKey /LANG=0 "CompanyName" "${APP}"
VIAddVersionKey /LANG=0 "FileDescription" "${APP} Setup"
VIAddVersionKey /LANG=0 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=0 "LegalCopyright" "${APP}"
!ifdef SIGN
  !uninstfinalize '${SIGN}'
!endif

Var AllUsers      ; "1" for everybody on this PC
Var Before        ; the version that is installed already, or ""
Var BeforeDir
Var Kind          ; the sentence on what this setup will do
Var DeleteData    ; "1" when the uninstaller is to delete the company's data
Var Radio

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_ABORTWARNING
!define MUI_LANGDLL_REGISTRY_ROOT SHCTX
!define MUI_LANGDLL_REGISTRY_KEY "${UNINSTALL_KEY}"
!define MUI_LANGDLL_REGISTRY_VALUENAME "Installer Language"
!define MUI_WELCOMEPAGE_TEXT "$(T_WELCOME)$\r$\n$\r$\n$Kind"
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_FUNCTION StartProgram
!define MUI_FINISHPAGE_RUN_TEXT "$(T_START)"

!define MUI_PAGE_CUSTOMFUNCTION_PRE TellKind
!insertmacro MUI_PAGE_WELCOME
Page custom AskWho AnswerWho
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
UninstPage custom un.AskData un.AnswerData
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"
!insertmacro MUI_RESERVEFILE_LANGDLL

!macro TEXT name english chinese
  LangString ${name} ${LANG_ENGLISH} "${english}"
  LangString ${name} ${LANG_SIMPCHINESE} "${chinese}"
!macroend
!insertmacro TEXT T_WELCOME "Packdesk takes a company from a customer's order to a signed delivery. The company's data stays where it is, whatever this setup does." "Packdesk 发货台陪伴企业从客户下单到签收。无论本安装程序做什么，公司的数据都保持原样。"
!insertmacro TEXT T_NEW "Version ${VERSION} will be installed." "将安装 ${VERSION} 版本。"
!insertmacro TEXT T_REPAIR "Version ${VERSION} is installed already. Going on repairs it: every file of the program is put down anew." "已安装 ${VERSION} 版本。继续将修复它：程序的所有文件都会重新写入。"
!insertmacro TEXT T_UPDATE_FROM "This replaces version" "将替换旧版本："
!insertmacro TEXT T_UPDATE "At its next start the program makes a backup and then brings the data up to date." "程序下次启动时会先备份，再升级数据。"
!insertmacro TEXT T_START "Start Packdesk" "启动 Packdesk"
!insertmacro TEXT T_WHO "Who will use Packdesk?" "谁将使用 Packdesk？"
!insertmacro TEXT T_WHO_SUB "Each person on this PC keeps data and settings of their own." "本机每个 Windows 用户各有自己的数据和设置。"
!insertmacro TEXT T_ME "Only me (recommended; needs no administrator)" "仅我自己（推荐，无需管理员权限）"
!insertmacro TEXT T_ALL "Everybody on this PC (asks for an administrator)" "本机所有用户（需要管理员权限）"
!insertmacro TEXT S_APP "Packdesk (required)" "Packdesk（必需）"
!insertmacro TEXT S_DESKTOP "Shortcut on the desktop" "桌面快捷方式"
!insertmacro TEXT S_LOGON "Start when I sign in to Windows" "登录 Windows 时启动"
!insertmacro TEXT S_OPEN "Offer Packdesk under “Open with” for Excel and CSV files" "在 Excel 和 CSV 文件的“打开方式”中提供 Packdesk"
!insertmacro TEXT T_REMOVE "Uninstall Packdesk" "卸载 Packdesk"
!insertmacro TEXT M_OS "Packdesk needs 64-bit Windows 10 (1809) or later." "Packdesk 需要 64 位 Windows 10（1809）或更高版本。"
!insertmacro TEXT M_RUNNING "Packdesk is running. Please close it, then choose Retry. Nothing has been changed so far." "Packdesk 正在运行。请关闭后点“重试”。目前尚未做任何更改。"
!insertmacro TEXT M_ADMIN "Installing for everybody needs an administrator. Nothing has been changed." "为所有用户安装需要管理员权限。未做任何更改。"
!insertmacro TEXT M_NEWER "A newer version is installed; an older program could not read data that the newer one has changed, so nothing has been changed. To go back all the same: uninstall the newer version (the data stays), install this one, and restore the backup that was made before the update (its name begins with “before”). Installed version:" "已安装更新的版本；旧程序无法读取新程序改动过的数据，因此未做任何更改。若仍要退回：先卸载新版本（数据保留），再安装此版本，然后恢复升级前所做的备份（文件名以 before 开头）。已安装版本："
!insertmacro TEXT M_SPACE "There is too little space on that drive. Nothing has been changed." "该驱动器空间不足。未做任何更改。"
!insertmacro TEXT M_BEFORE "The version before could not be removed, so nothing new was installed. The company's data is as it was. Close Packdesk, restart Windows and run this setup again. Status:" "无法移除旧版本，因此未安装新版本，公司的数据保持原样。请关闭 Packdesk，重启 Windows 后再次运行本安装程序。状态："
!insertmacro TEXT T_DATA "What about the company's data?" "公司的数据如何处理？"
!insertmacro TEXT T_DATA_SUB "The program is removed; the data is kept unless you say otherwise." "程序将被移除；除非另行选择，数据会保留。"
!insertmacro TEXT T_DATA_KEEP "Orders, stock, settings and backups of this Windows user stay in:" "此 Windows 用户的订单、库存、设置和备份保留在："
!insertmacro TEXT T_DATA_DELETE "Delete them too. This can't be undone." "一并删除。此操作无法撤销。"

!macro FAIL status text
  MessageBox MB_OK|MB_ICONSTOP "${text}" /SD IDOK
  SetErrorLevel ${status}
  Quit
!macroend

; A program that runs can't be opened for writing. Asks to close it; a silent run refuses with 3.
!macro REFUSE_WHILE_RUNNING folder un
  ${un}again:
  ${If} ${FileExists} "${folder}\${EXE}"
    ClearErrors
    FileOpen $0 "${folder}\${EXE}" a
    ${If} ${Errors}
      ${IfNot} ${Silent}
        MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(M_RUNNING)" IDRETRY ${un}again
      ${EndIf}
      SetErrorLevel 3
      Quit
    ${EndIf}
    FileClose $0
    ClearErrors
    FileOpen $0 "${folder}\packdesk-cli.exe" a
    ${If} ${Errors}
      ${IfNot} ${Silent}
        MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(M_RUNNING)" IDRETRY ${un}again
      ${EndIf}
      SetErrorLevel 3
      Quit
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend

!macro USE_ALL
  SetShellVarContext all
  StrCpy $AllUsers 1
!macroend
!macro USE_ME
  SetShellVarContext current
  StrCpy $AllUsers 0
!macroend

Function LookBefore
  ReadRegStr $Before SHCTX "${UNINSTALL_KEY}" "DisplayVersion"
  ReadRegStr $BeforeDir SHCTX "${UNINSTALL_KEY}" "InstallLocation"
FunctionEnd

Function UsualFolder
  ${If} $BeforeDir != ""
    StrCpy $INSTDIR $BeforeDir
  ${ElseIf} $AllUsers == 1
    StrCpy $INSTDIR "$PROGRAMFILES64\${APP}"
  ${Else}
    StrCpy $INSTDIR "$LOCALAPPDATA\Programs\${APP}"
  ${EndIf}
FunctionEnd

Function RefuseOlder
  ${If} $Before != ""
    ${VersionCompare} "$Before" "${VERSION}" $0
    ${If} $0 == 1
      !insertmacro FAIL 5 "$(M_NEWER) $Before"
    ${EndIf}
  ${EndIf}
FunctionEnd

Function RefuseWithoutRights
  ${If} $AllUsers == 1
    UserInfo::GetAccountType
    Pop $0
    ${If} $0 != "Admin"
      !insertmacro FAIL 4 "$(M_ADMIN)"
    ${EndIf}
  ${EndIf}
FunctionEnd

Function .onInit
  SetRegView 64
  StrCpy $R9 $INSTDIR          ; what /D= said
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
    !insertmacro FAIL 2 "$(M_OS)"
  ${EndIf}
  ${GetParameters} $R0
  !insertmacro USE_ME
  ClearErrors
  ${GetOptions} $R0 "/ALLUSERS" $R1
  ${IfNot} ${Errors}
    !insertmacro USE_ALL
  ${EndIf}
  Call LookBefore
  ${If} $R9 == ""
    Call UsualFolder
  ${EndIf}
  ClearErrors
  ${GetOptions} $R0 "/LANGUAGE=" $R1
  ${IfNot} ${Errors}
    StrCpy $LANGUAGE $R1
  ${Else}
    !insertmacro MUI_LANGDLL_DISPLAY
  ${EndIf}
  Call RefuseWithoutRights
  Call RefuseOlder
  ClearErrors
  ${GetOptions} $R0 "/NODESKTOP" $R1
  ${IfNot} ${Errors}
    SectionSetFlags 1 0
  ${EndIf}
  ClearErrors
  ${GetOptions} $R0 "/LOGON" $R1
  ${IfNot} ${Errors}
    SectionSetFlags 2 ${SF_SELECTED}
  ${EndIf}
FunctionEnd

; pages

Function TellKind
  ${If} $Before == ""
    StrCpy $Kind "$(T_NEW)"
  ${ElseIf} $Before == "${VERSION}"
    StrCpy $Kind "$(T_REPAIR)"
  ${Else}
    StrCpy $Kind "$(T_UPDATE_FROM) $Before$\r$\n$(T_UPDATE)"
  ${EndIf}
FunctionEnd

Function AskWho
  ${If} $AllUsers == 1         ; started anew as administrator, or asked for by a switch
    Abort
  ${EndIf}
  !insertmacro MUI_HEADER_TEXT "$(T_WHO)" "$(T_WHO_SUB)"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateFirstRadioButton} 0 10u 100% 14u "$(T_ME)"
  Pop $0
  ${NSD_Check} $0
  ${NSD_CreateAdditionalRadioButton} 0 28u 100% 14u "$(T_ALL)"
  Pop $Radio
  nsDialogs::Show
FunctionEnd

Function AnswerWho
  ${NSD_GetState} $Radio $0
  ${If} $0 == ${BST_CHECKED}
    UserInfo::GetAccountType
    Pop $1
    ${If} $1 == "Admin"
      !insertmacro USE_ALL
      Call LookBefore
      Call RefuseOlder
      Call UsualFolder
    ${Else}                     ; Windows asks for the administrator; the setup goes on in that one
      ExecShell "runas" "$EXEPATH" "/ALLUSERS /LANGUAGE=$LANGUAGE"
      Quit
    ${EndIf}
  ${EndIf}
FunctionEnd

; Through Explorer, which runs as the person who is signed in: this setup may run as an administrator.
Function StartProgram
  Exec '"$WINDIR\explorer.exe" "$INSTDIR\${EXE}"'
FunctionEnd

; what is installed

; In megabytes: kilobytes of a big drive don't fit into the 32 bits that NSIS counts with.
!macro REFUSE_WITHOUT_SPACE
  ${GetRoot} "$INSTDIR" $1
  ClearErrors
  ${DriveSpace} "$1\" "/D=F /S=M" $0
  ${IfNot} ${Errors}
  ${AndIf} $0 <= ${SIZE_MB}
    !insertmacro FAIL 6 "$(M_SPACE)"
  ${EndIf}
!macroend

; The version before takes its own files away; it stays in place while it works, hence the copy. Where the new one goes
; into another folder, nothing of the old one is left.
!macro REMOVE_BEFORE
  CopyFiles /SILENT "$BeforeDir\uninstall.exe" "$PLUGINSDIR\before.exe"
  ClearErrors
  ExecWait '"$PLUGINSDIR\before.exe" /S /UPGRADE _?=$BeforeDir' $0
  ${If} ${Errors}
    StrCpy $0 7
  ${EndIf}
  ${If} $0 <> 0
    !insertmacro FAIL $0 "$(M_BEFORE) $0"
  ${EndIf}
  ${If} $BeforeDir != $INSTDIR
    Delete "$BeforeDir\uninstall.exe"
    RMDir "$BeforeDir"
  ${EndIf}
!macroend

Section "$(S_APP)" SEC_APP
  SectionIn RO
  !insertmacro REFUSE_WHILE_RUNNING "$INSTDIR" ""
  !insertmacro REFUSE_WITHOUT_SPACE
  ${If} $BeforeDir != ""
  ${AndIf} ${FileExists} "$BeforeDir\uninstall.exe"
    !insertmacro REFUSE_WHILE_RUNNING "$BeforeDir" "before_"
    !insertmacro REMOVE_BEFORE
  ${EndIf}
  !insertmacro PUT_FILES
  SetOutPath "$INSTDIR"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateDirectory "$SMPROGRAMS\${APP}"
  CreateShortcut "$SMPROGRAMS\${APP}\${SHOWN}.lnk" "$INSTDIR\${EXE}"
  CreateShortcut "$SMPROGRAMS\${APP}\$(T_REMOVE).lnk" "$INSTDIR\uninstall.exe"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayName" "${SHOWN}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "Publisher" "${APP}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${EXE},0"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "Installer Language" "$LANGUAGE"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoRepair" 1
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "EstimatedSize" ${SIZE_KB}
SectionEnd

Section "$(S_DESKTOP)" SEC_DESKTOP
  CreateShortcut "$DESKTOP\${SHOWN}.lnk" "$INSTDIR\${EXE}"
SectionEnd

Section /o "$(S_LOGON)" SEC_LOGON
  CreateShortcut "$SMSTARTUP\${SHOWN}.lnk" "$INSTDIR\${EXE}"
SectionEnd

Section "$(S_OPEN)" SEC_OPEN
  WriteRegStr SHCTX "${OPEN_KEY}" "FriendlyAppName" "${SHOWN}"
  WriteRegStr SHCTX "${OPEN_KEY}\shell\open\command" "" '"$INSTDIR\${EXE}" --open "%1"'
  WriteRegStr SHCTX "${OPEN_KEY}\SupportedTypes" ".xlsx" ""
  WriteRegStr SHCTX "${OPEN_KEY}\SupportedTypes" ".xls" ""
  WriteRegStr SHCTX "${OPEN_KEY}\SupportedTypes" ".csv" ""
  WriteRegStr SHCTX "Software\Classes\.xlsx\OpenWithList\${EXE}" "" ""
  WriteRegStr SHCTX "Software\Classes\.xls\OpenWithList\${EXE}" "" ""
  WriteRegStr SHCTX "Software\Classes\.csv\OpenWithList\${EXE}" "" ""
  ${RefreshShellIcons}
SectionEnd

; what is removed

Function un.onInit
  SetRegView 64
  !insertmacro USE_ME
  ReadRegStr $0 HKLM "${UNINSTALL_KEY}" "InstallLocation"
  ${If} $0 == $INSTDIR
    !insertmacro USE_ALL
    UserInfo::GetAccountType
    Pop $1
    ${If} $1 != "Admin"
      ${If} ${Silent}
        !insertmacro FAIL 4 "$(M_ADMIN)"
      ${EndIf}
      ExecShell "runas" "$INSTDIR\uninstall.exe"
      Quit
    ${EndIf}
  ${EndIf}
  !insertmacro MUI_UNGETLANGUAGE
  StrCpy $DeleteData 0
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/DELETEDATA" $R1
  ${IfNot} ${Errors}
    StrCpy $DeleteData 1
  ${EndIf}
  !insertmacro REFUSE_WHILE_RUNNING "$INSTDIR" "un."
FunctionEnd

Function un.AskData
  !insertmacro MUI_HEADER_TEXT "$(T_DATA)" "$(T_DATA_SUB)"
  nsDialogs::Create 1018
  Pop $0
  SetShellVarContext current
  ${NSD_CreateLabel} 0 4u 100% 24u "$(T_DATA_KEEP)$\r$\n$LOCALAPPDATA\${APP}"
  Pop $0
  ${NSD_CreateCheckbox} 0 40u 100% 14u "$(T_DATA_DELETE)"
  Pop $Radio
  ${If} $AllUsers == 1
    SetShellVarContext all
  ${EndIf}
  nsDialogs::Show
FunctionEnd

Function un.AnswerData
  ${NSD_GetState} $Radio $DeleteData
FunctionEnd

Section "Uninstall"
  !insertmacro TAKE_FILES
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/UPGRADE" $R1
  ${IfNot} ${Errors}
    Return                      ; the next version comes: shortcuts, registry and the folder stay
  ${EndIf}
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${APP}\*.lnk"
  RMDir "$SMPROGRAMS\${APP}"
  Delete "$DESKTOP\${SHOWN}.lnk"
  Delete "$SMSTARTUP\${SHOWN}.lnk"
  DeleteRegKey SHCTX "${OPEN_KEY}"
  DeleteRegKey SHCTX "Software\Classes\.xlsx\OpenWithList\${EXE}"
  DeleteRegKey SHCTX "Software\Classes\.xls\OpenWithList\${EXE}"
  DeleteRegKey SHCTX "Software\Classes\.csv\OpenWithList\${EXE}"
  DeleteRegKey SHCTX "${UNINSTALL_KEY}"
  ${If} $DeleteData == 1
    SetShellVarContext current
    RMDir /r "$LOCALAPPDATA\${APP}"
  ${EndIf}
SectionEnd
