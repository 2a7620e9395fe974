#!/bin/sh
# Searches a folder as you type, with fzf: hits above, the document beside them, Enter opens the editor at the line.
#
#     examples/picker.sh FOLDER [WORDS]
set -eu

cd "$1"
shift
export SEARCH_CORPUS=.

found='search --vimgrep --limit 100 --color never --'
hit=$($found "$*" 2>/dev/null | fzf --disabled --query "$*" --delimiter : \
    --bind "change:reload:$found {q} 2>/dev/null || true" \
    --preview 'search --fresh never --get {1}' \
    --preview-window '+{2}-/3') || exit 1

file=${hit%%:*}
rest=${hit#*:}
exec ${EDITOR:-vi} "+${rest%%:*}" "$file"
