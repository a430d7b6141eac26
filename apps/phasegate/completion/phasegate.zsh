#compdef phasegate
# Completion of phasegate for zsh: put it into a folder of $fpath as _phasegate, or evaluate it after compinit.
# What was typed is handed on as it stands; nothing of it is ever evaluated.
_phasegate() {
  local -a typed lines found
  local line value
  typed=("${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}")
  lines=("${(@f)$(command phasegate complete zsh -- "${typed[@]}" 2>/dev/null)}")
  for line in "${lines[@]}"; do
    case $line in
      (:files) _files; return ;;
      (:folders) _files -/; return ;;
      ('') continue ;;
    esac
    value=${line%%$'\t'*}
    found+=("${value//:/\\:}:${line#*$'\t'}")
  done
  (( $#found )) && _describe phasegate found
}
if [[ $funcstack[1] == _phasegate ]]; then
  _phasegate "$@"
else
  compdef _phasegate phasegate
fi
