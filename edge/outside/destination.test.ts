import { describe, expect, test } from "vitest";
import { isPublicAddress } from "./addresses.ts";
import { destinationOf, insideOf } from "./destination.ts";

const codeOf = (url: string, allowLoopback = false) => {
	const found = destinationOf(url, allowLoopback);
	return found.ok ? "ok" : found.code;
};

describe("API7 where no webhook goes", () => {
	test.each([
		["https://127.0.0.1/", "address_inside"],
		["https://127.1/", "address_inside"],
		["https://2130706433/", "address_inside"],
		["https://0x7f000001/", "address_inside"],
		["https://0177.0.0.1/", "address_inside"],
		["https://0x7f.1/", "address_inside"],
		["https://１２７.0.0.1/", "address_inside"],
		["https://127.0.0.1./", "address_inside"],
		["https://0.0.0.0/", "address_inside"],
		["https://10.0.0.8/", "address_inside"],
		["https://172.31.255.255/", "address_inside"],
		["https://192.168.1.1/", "address_inside"],
		["https://100.64.0.1/", "address_inside"],
		["https://100.100.100.200/", "address_inside"],
		["https://169.254.169.254/latest/meta-data", "address_inside"],
		["https://2852039166/", "address_inside"],
		["https://168.63.129.16/", "address_inside"],
		["https://192.0.0.192/", "address_inside"],
		["https://224.0.0.1/", "address_inside"],
		["https://255.255.255.255/", "address_inside"],
		["https://[::1]/", "address_inside"],
		["https://[::]/", "address_inside"],
		["https://[::ffff:127.0.0.1]/", "address_inside"],
		["https://[::ffff:a9fe:a9fe]/", "address_inside"],
		["https://[64:ff9b::169.254.169.254]/", "address_inside"],
		["https://[64:ff9b:1::a00:1]/", "address_inside"],
		["https://[2002:a9fe:a9fe::]/", "address_inside"],
		["https://[2001:0:a9fe:a9fe::1]/", "address_inside"],
		["https://[fd00:ec2::254]/", "address_inside"],
		["https://[fe80::1]/", "address_inside"],
		["https://[fec0::1]/", "address_inside"],
		["https://[ff02::1]/", "address_inside"],
		["https://[2001:db8::1]/", "address_inside"],
		["https://localhost/", "name_inside"],
		["https://localhost./", "name_inside"],
		["https://LOCALHOST/", "name_inside"],
		["https://api.localhost/", "name_inside"],
		["https://printer.local/", "name_inside"],
		["https://metadata.google.internal/", "name_inside"],
		["https://router.home.arpa/", "name_inside"],
		["https://metadata/", "name_inside"],
		["https://hooks.example.com:25/", "port_refused"],
		["https://hooks.example.com:80/", "port_refused"],
		["https://user:word@hooks.example.com/", "has_credentials"],
		["https://hooks.example.com@127.0.0.1/", "has_credentials"],
		["http://hooks.example.com/", "not_https"],
		["ftp://hooks.example.com/", "not_https"],
		["file:///etc/passwd", "not_https"],
		["//hooks.example.com/", "not_a_url"],
		["https://", "not_a_url"],
		["https://[::1", "not_a_url"],
		["https://1.2.3.4.5/", "not_a_url"],
		["", "not_a_url"],
	])("%s: %s", (url, code) => {
		expect(codeOf(url)).toBe(code);
	});

	test.each([
		"https://hooks.example.com/darkroom?x=1",
		"https://hooks.example.com:8443/",
		"https://hooks.example.com:443/",
		"https://bücher.example.com/",
		"https://notlocalhost.com/",
		"https://8.8.8.8/",
		"https://[2606:4700::1111]/",
	])("%s may be one", (url) => {
		expect(codeOf(url)).toBe("ok");
	});

	test("a name has to be resolved, an address has not", () => {
		expect(destinationOf("https://hooks.example.com./x", false)).toMatchObject({
			resolve: "hooks.example.com",
		});
		expect(destinationOf("https://8.8.8.8/x", false)).toMatchObject({ resolve: null });
	});

	test("this machine may be meant where the deployment says so, and nothing else changes with that", () => {
		for (const url of ["http://127.0.0.1:9/", "http://localhost:9/", "https://[::1]:9/", "http://127.8.8.8/"])
			expect([url, codeOf(url, true), codeOf(url) === "ok"]).toEqual([url, "ok", false]);
		expect(codeOf("http://10.0.0.1/", true)).toBe("not_https");
		expect(codeOf("https://10.0.0.1/", true)).toBe("address_inside");
		expect(codeOf("http://hooks.example.com/", true)).toBe("not_https");
		expect(codeOf("http://user@localhost/", true)).toBe("has_credentials");
		expect(codeOf("ftp://localhost/", true)).toBe("not_https");
	});
});

test("API7 a name that leads inside with one of its addresses is refused, and which one is not told", () => {
	expect(insideOf("a.example", ["8.8.8.8", "2606:4700::1111"])).toBeNull();
	expect(insideOf("a.example", [])).toMatchObject({ code: "not_resolved" });
	for (const address of ["10.1.2.3", "::1", "::ffff:10.0.0.1", "fd00:ec2::254", "no address", "010.0.0.1"]) {
		const refusal = insideOf("a.example", ["8.8.8.8", address]);
		expect(refusal?.code).toBe("address_inside");
		expect(refusal?.message).not.toContain(address);
	}
});

test("the borders of networks lie where they are written down", () => {
	for (const inside of [
		"172.16.0.0",
		"172.31.255.255",
		"100.127.255.255",
		"198.19.255.255",
		"2001:1ff::",
		"3fff:fff::",
	])
		expect([inside, isPublicAddress(inside)]).toEqual([inside, false]);
	for (const outside of [
		"172.15.255.255",
		"172.32.0.0",
		"100.128.0.0",
		"198.20.0.0",
		"2001:200::",
		"223.255.255.255",
	])
		expect([outside, isPublicAddress(outside)]).toEqual([outside, true]);
});
