# shellcheck shell=sh
# Commands of `nft` among those of ip-and-bridge.sh.

# Reads lines from standard input, like `ip -batch -`. Successive commands of nft are one transaction: all or none.
# show DEVICE prints our table of a device, as one JSON value.
# Arguments: -force (optional: a failure is no failure of the operation) -batch -
# Prints:    the number of the last line of a failing transaction on stderr, in the words of `ip -batch`
pi_run_nft() {
  pi_nft_text='' pi_number=0 pi_nft_force=$1
  while IFS= read -r pi_line; do
    case $pi_line in
    "show "*)
      pi_apply_nft || return
      pi_show_table "${pi_line#show }";;
    *) pi_nft_text=$pi_nft_text$pi_line$pi_newline;;
    esac
    pi_number=$((pi_number + 1))
  done
  pi_apply_nft
}

# Runs the lines of a transaction.
# Reads: pi_nft_force pi_number; pi_nft_text, and empties it
pi_apply_nft() {
  [ -n "$pi_nft_text" ] || return 0
  if command -v nft >/dev/null; then printf '%s' "$pi_nft_text" | nft -f -
  else
    echo "there is no program nft on the host: install the package nftables" >&2
    false
  fi || [ "$pi_nft_force" = -force ] || {
    echo "Command failed -:$pi_number" >&2
    return 1
  }
  pi_nft_text=
}

# Prints the table of a device. Without one it prints an empty list.
# Arguments: DEVICE
pi_show_table() { nft -j list table inet "pulumi_iproute2_$1" 2>/dev/null || echo '{"nftables":[]}'; }
