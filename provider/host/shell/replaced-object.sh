# shellcheck shell=sh
# Whether a marked object is still the one that its marker names. Another program may have removed it and added its own
# one. The kernel shows the difference: each IPsec policy that is added gets another index, and neighbours have a protocol.

# the protocol of neighbours of this provider (NEIGHBOR_PROTOCOL in provider/iproute2/neighbor-json.ts)
pi_neighbor_protocol=105
pi_then_compare=pi_compare_object pi_then_add=pi_add_index

# Finds the index of the policy that the commands of the current record name.
# Reads: pi_lines
# Sets:  pi_policy  the index; empty without such a policy
pi_find_policy() {
  pi_rest=${pi_lines%%"$pi_newline"*}
  pi_rest=${pi_rest#xfrm policy * }
  # shellcheck disable=SC2086 # the words of a policy's identity
  pi_policy=$(ip -s xfrm policy get ${pi_rest%% action *} 2>/dev/null)
  case $pi_policy in *' index '*) ;; *) pi_policy=;; esac
  pi_policy=${pi_policy#*' index '}
  pi_policy=${pi_policy%% *}
}

# Adds the index of a policy to the prepared marker of the current record.
# Reads: pi_marker pi_lines
pi_add_index() {
  case $pi_marker in
  xfrm-policy:*)
    pi_find_policy
    [ -z "$pi_policy" ] || echo "${pi_marker#* } $pi_policy" >"$pi_marker_dir/.${pi_marker%% *}";;
  esac
}

# Whether the object of the current record is the one of its marker, or is gone. If another program has added one in its
# place, the marker names an object that does not exist, so this function removes the marker.
# Reads: pi_object  "@NAME" of the marker
#        pi_alias   the text of the marker: "ALIAS", or "ALIAS INDEX" for a policy
#        pi_lines
# Sets:  pi_verdict
pi_compare_object() {
  case "$pi_object $pi_lines" in
  "@xfrm-policy:"*" xfrm policy "*)
    pi_find_policy
    pi_rest=${pi_alias#* }
    # a marker without an index is of an earlier release
    [ "$pi_rest" = "$pi_alias" ] || [ -z "$pi_policy" ] || [ "$pi_rest" = "$pi_policy" ] && return 0;;
  "@neigh:"*" neigh "*)
    pi_rest=${pi_lines%%"$pi_newline"*}
    pi_rest=${pi_rest#neigh * }
    pi_shown=${pi_rest#* dev }
    pi_shown=$(ip -N neigh show to "${pi_rest%% *}" dev "${pi_shown%% *}" nud permanent 2>/dev/null)
    case "$pi_shown " in ' ' | *" proto $pi_neighbor_protocol "*) return 0;; esac;;
  *) return 0;;
  esac
  rm -f "$pi_marker_dir/${pi_object#@}"
  pi_verdict=gone
  return 1
}
