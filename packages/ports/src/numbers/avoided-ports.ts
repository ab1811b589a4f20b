/** Returns whether a port is never chosen: a browser refuses it, or people expect a certain service there. */
export function isAvoidedPort(port: number): boolean {
  return badPorts.has(port) || wellKnownPorts.has(port)
}

/** The ports that browsers and undici refuse to fetch from: "bad port" in the fetch standard (fetch.spec.whatwg.org). */
export const badPorts: ReadonlySet<number> = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
  111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
  540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061,
  6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10_080,
])

/**
 * Ports on which people, tools and operating systems expect a certain service. If such a port were chosen at random, clients of that service would
 * connect to it, or it would later block that service. The list has the ports of the IANA registry (RFC 6335) that developers use, and the usual
 * defaults of development servers.
 */
export const wellKnownPorts: ReadonlySet<number> = new Set([
  80, 443, 1025, 1080, 1234, 1337, 1433, 1521, 1883, 2181, 2375, 2376, 2379, 2380, 3000, 3001, 3128, 3306, 3389, 4000,
  4200, 4222, 4317, 4318, 4369, 4444, 5000, 5001, 5050, 5173, 5174, 5353, 5354, 5355, 5432, 5433, 5555, 5601, 5672,
  5900, 5984, 6006, 6379, 6380, 6432, 6443, 7000, 7001, 7474, 7687, 8000, 8001, 8008, 8080, 8081, 8086, 8088, 8125,
  8200, 8443, 8500, 8600, 8761, 8883, 8888, 9000, 9001, 9042, 9090, 9092, 9099, 9100, 9150, 9200, 9222, 9229, 9300,
  9323, 9411, 9418, 9515, 10_000, 10_250, 11_211, 11_434, 15_672, 16_686, 19_000, 19_006, 24_678, 25_565, 25_672,
  26_257, 26_379, 27_017, 27_018, 27_019, 28_015, 33_060, 35_729, 50_000, 50_051, 54_321, 54_322, 61_616,
])
