# shellcheck shell=sh
# Section mss:DEVICE: the nft table that clamps the segment size for a device, as one JSON value; an empty list if the host
# has no such table.
# Arguments: DEVICE
nft -j list table inet "pulumi_iproute2_$1" 2>/dev/null || echo '{"nftables":[]}'
