" Puts the sections that `search` finds into the quickfix list of Vim or Neovim.
"
"     :source examples/editors/search.vim
"     :Search state of emergency
"
" g:search_corpus is the folder of documents; without it, the working directory.

let s:cpoptions = &cpoptions
set cpoptions&vim

function! s:Search(words) abort
  let l:folder = fnamemodify(get(g:, 'search_corpus', getcwd()), ':p')
  let l:command = ['search', '--vimgrep', '--color', 'never', '--corpus', l:folder, '--', a:words]
  let l:lines = systemlist(join(map(l:command, 'shellescape(v:val)')))
  if v:shell_error > 1
    echoerr join(l:lines, "\n")
    return
  endif
  call setqflist([], ' ', {
        \ 'title': 'Search ' . a:words,
        \ 'lines': ['in ' . l:folder] + l:lines,
        \ 'efm': '%-Din %f,%f:%l:%c:%m,%-G%.%#',
        \ })
  cwindow
endfunction

command! -nargs=+ Search call s:Search(<q-args>)

let &cpoptions = s:cpoptions
unlet s:cpoptions
