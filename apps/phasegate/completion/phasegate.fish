# Completion of phasegate for fish: put it into ~/.config/fish/completions/phasegate.fish
# What was typed is handed on as it stands; nothing of it is ever evaluated.
function __phasegate_candidates
    set -l typed (commandline -opc) (commandline -ct)
    for line in (command phasegate complete fish -- $typed[2..-1] 2>/dev/null)
        switch $line
            case ':files'
                __fish_complete_path (commandline -ct)
            case ':folders'
                __fish_complete_directories (commandline -ct)
            case '*'
                echo $line
        end
    end
end
complete -c phasegate -f -a '(__phasegate_candidates)'
