#!/bin/sh
# Fails if the sections that people look for are not found any more: a step of a CI job.
#
#     examples/check.sh FOLDER QUERIES.tsv [LEAST]
#
# QUERIES.tsv says which section of which document answers which query, see docs/guide.md. LEAST is the least nDCG@10.
set -eu

folder=$1
queries=$2
least=${3:-0.8}

index=$(mktemp -d)
trap 'rm -rf "$index"' EXIT
search --corpus "$folder" --index "$index" --eval "$queries" --min-ndcg "$least"
