# shellcheck shell=sh
# Section nft:DEVICE: our nft table of a device, as one JSON value; an empty list if the host has no such table.
# Arguments: DEVICE
nft -j list table inet "pulumi_iproute2_$1" 2>/dev/null || echo '{"nftables":[]}'
