# shellcheck shell=sh
# Section tables: the lines of the files in which the host names its routing tables, "NUMBER NAME". ip reads the file in
# /etc, or else that of its package, and then those of the directories.
pi_file=/etc/iproute2/rt_tables
for pi_word in /usr/share /usr/lib; do [ -e "$pi_file" ] || pi_file=$pi_word/iproute2/rt_tables; done
grep -h '^[[:space:]]*[0-9]' "$pi_file" /usr/lib/iproute2/rt_tables.d/*.conf /usr/share/iproute2/rt_tables.d/*.conf \
  /etc/iproute2/rt_tables.d/*.conf 2>/dev/null
