;;; search.el --- Sections that `search' finds, for Emacs  -*- lexical-binding: t -*-

;;; Commentary:

;; (load "examples/editors/search.el"), then M-x search-sections; M-g n goes to the next one.

;;; Code:

(require 'grep)

(defvar search-sections-folder nil
  "The folder of documents; nil for the folder of the buffer.")

(defun search-sections (words)
  "Find the sections for WORDS, each with its exact line."
  (interactive "sSearch: ")
  (let ((default-directory
         (file-name-as-directory (expand-file-name (or search-sections-folder default-directory)))))
    (compilation-start
     (mapconcat #'shell-quote-argument
                (list "search" "--vimgrep" "--color" "never" "--corpus" "." "--" words)
                " ")
     #'grep-mode)))

(provide 'search)
;;; search.el ends here
