# Completion of phasegate for bash: source it, or put it where bash-completion looks, as
# ~/.local/share/bash-completion/completions/phasegate
# What was typed is handed on as it stands; nothing of it is ever evaluated.
_phasegate() {
  local line value
  COMPREPLY=()
  while IFS= read -r line; do
    case $line in
      :*) return ;; # files and folders: bash's own completion does them
    esac
    value=${line%%$'\t'*}
    COMPREPLY+=("$value")
  done < <(command phasegate complete bash -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  if [ "${#COMPREPLY[@]}" -eq 0 ]; then
    compopt +o default 2>/dev/null
  fi
}
complete -o default -F _phasegate phasegate
