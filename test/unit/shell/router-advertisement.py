"""Sends one router advertisement by a device: a default router and an autonomous prefix. (RFC 4861, 4.2)"""
import socket
import struct
import sys
import time

index = socket.if_nametoindex(sys.argv[1])
sender = socket.socket(socket.AF_INET6, socket.SOCK_RAW, socket.IPPROTO_ICMPV6)
sender.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
sender.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
# type, code, checksum (the kernel's), hop limit, flags, router lifetime in seconds, reachable time, retransmission time
header = struct.pack("!BBHBBHII", 134, 0, 0, 64, 0, 1800, 0, 0)
# type, length in 8 bytes, prefix length, flags, valid and preferred lifetime in seconds, reserved, prefix
prefix = struct.pack("!BBBBIII", 3, 4, 64, 0xC0, 86400, 14400, 0) + socket.inet_pton(socket.AF_INET6, "2001:db8:5::")
for attempt in range(50):
    try:
        sender.sendto(header + prefix, ("ff02::1", 0, 0, index))
        break
    except OSError:  # the device's link-local address is still being checked for duplicates
        if attempt == 49:
            raise
        time.sleep(0.1)
