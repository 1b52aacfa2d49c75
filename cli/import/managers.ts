/** Names of devices that other programs make and remove by themselves, and these programs. */
const MANAGERS: readonly (readonly [RegExp, string])[] = [
  [/^flannel(\.|-v6\.|-wg)/, "flannel"],
  [/^cilium_(vxlan|geneve|ipip)/, "Cilium"],
  [/^(vxlan|vxlan-v6|wireguard|tunl)\.?cali/, "Calico"],
  [/^(vxlan|vxlan-v6)\.calico$/, "Calico"],
  [/^(genev|vxlan|gre)_sys(_\d+)?$/, "Open vSwitch"],
  [/^antrea-(tun|gw)\d*/, "Antrea"],
  [/^vx-submariner$/, "Submariner"],
  [/^kube-(bridge|ipvs|tunnel)/, "Kubernetes"],
  [/^tun-[0-9a-f]{11}$/, "kube-router"],
  [/^weave|^vxlan-6784$/, "Weave"],
  [/^vxlan_?(overlay|ingress)|^vx-[0-9a-f]{6}/, "Docker"],
  [/^fan-\d+$/, "Ubuntu's fan networking"],
  [/^vpp\d+/, "VPP"],
  [/^(docker\d+|docker_gwbridge|br-[0-9a-f]{12})$/, "Docker"],
  [/^(podman\d+|cni-podman\d+)$/, "Podman"],
  [/^(cni\d+|cbr0|nerdctl\d+)$/, "a CNI plugin"],
  [/^virbr\d+/, "libvirt"],
  [/^(lxcbr|lxdbr|lxdfan|incusbr)\d+$/, "LXC, LXD or Incus"],
  [/^mpqemubr\d+/, "Multipass"],
];

/** The program that manages the device of a name, as far as its name shows. */
export const managerOf = (device: string): string | undefined =>
  MANAGERS.find(([names]) => names.test(device))?.[1];
