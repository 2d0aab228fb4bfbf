import { describe, expect, test } from "vitest";
import { ConfigError, readConfig, usage } from "./config.ts";

const ENV = { EDGE_URL: "https://edge.example", WORKER_TOKEN: "t" };

describe("the configuration", () => {
	test("S1-24 needs an edge and a token, and has a default for everything else", () => {
		expect(readConfig(ENV, [])).toMatchObject({ POLL_MS: 7_000, LOG_LEVEL: "info", COMFYUI_COMMAND: null });
		expect(readConfig(ENV, []).COMFYUI_URL.href).toBe("http://127.0.0.1:8188/");
		expect(() => readConfig({}, [])).toThrow(/^EDGE_URL: missing.*\nWORKER_TOKEN: missing.*--help/);
		expect(() => readConfig({ ...ENV, EDGE_URL: "nonsense" }, [])).toThrow(/^EDGE_URL: (?!missing)/);
	});

	test("can be asked for: every variable, its flag where it has one, and its default", () => {
		const lines = usage().split("\n");
		const about = (name: string) =>
			lines
				.find((line) => line.trim().startsWith(`${name} `))
				?.trim()
				.split(/ +/);
		expect(about("EDGE_URL")).toEqual(["EDGE_URL", "--edge-url", "required"]);
		expect(about("WORKER_TOKEN")).toEqual(["WORKER_TOKEN", "required"]);
		expect(about("POLL_MS")).toEqual(["POLL_MS", "--poll-ms", "default", "7000"]);
		expect(lines.some((line) => line.endsWith("--comfyui-command"))).toBe(true);
	});

	test("has one way to restart ComfyUI, not two", () => {
		const both = { ...ENV, COMFYUI_COMMAND: "run", COMFYUI_RESTART_COMMAND: "restart" };
		expect(() => readConfig(both, [])).toThrow(/COMFYUI_RESTART_COMMAND.*COMFYUI_COMMAND/);
		const { COMFYUI_COMMAND: _own, ...theirs } = both;
		expect(readConfig(theirs, []).COMFYUI_RESTART_COMMAND).toBe("restart");
	});

	test("takes a flag before a variable", () => {
		expect(readConfig({ ...ENV, POLL_MS: "100" }, ["--poll-ms", "200"]).POLL_MS).toBe(200);
		expect(() => readConfig(ENV, ["--no-such-flag"])).toThrow(ConfigError);
	});

	test("takes the token from the environment only, and does not repeat one that came as a flag", () => {
		const flagged = () => readConfig(ENV, ["--worker-token", "secret"]);
		expect(flagged).toThrow(ConfigError);
		expect(flagged).toThrow(/^WORKER_TOKEN: only the environment(?!.*secret)/);
		expect(() => readConfig(ENV, ["--worker-token=secret"])).toThrow(/^WORKER_TOKEN(?!.*secret)/);
	});

	test("takes the key for partners from the environment only, and knows the profiles", () => {
		expect(() => readConfig(ENV, ["--comfy-org-api-key", "secret"])).toThrow(
			/^COMFY_ORG_API_KEY: only the environment(?!.*secret)/,
		);
		expect(readConfig({ ...ENV, COMFY_ORG_API_KEY: "secret" }, []).COMFY_ORG_API_KEY).toBe("secret");
		expect(readConfig(ENV, []).PROFILE).toBe("auto");
		expect(readConfig({ ...ENV, PROFILE: "m1-16gb" }, []).PROFILE).toBe("m1-16gb");
		expect(() => readConfig({ ...ENV, PROFILE: "m2" }, [])).toThrow(/PROFILE/);
	});

	test("gives workers of one name a scratch folder for each ComfyUI", () => {
		const folder = (url: string) =>
			readConfig({ ...ENV, WORKER_NAME: "a b", SCRATCH_DIR: "/x", COMFYUI_URL: url }, []).SCRATCH_DIR;
		expect(folder("http://127.0.0.1:8188")).toBe("/x/darkroom-a_b-8188");
		expect(folder("http://127.0.0.1:8189")).toBe("/x/darkroom-a_b-8189");
		expect(folder("https://localhost")).toBe("/x/darkroom-a_b-443");
	});

	test.each(["http://10.0.0.5:8188", "http://comfy.example", "http://127.0.0.1.evil.example"])(
		"refuses a ComfyUI on another machine (%s) unless that is asked for",
		(url) => {
			expect(() => readConfig({ ...ENV, COMFYUI_URL: url }, [])).toThrow(/ALLOW_REMOTE_COMFYUI/);
			expect(
				readConfig({ ...ENV, COMFYUI_URL: url, ALLOW_REMOTE_COMFYUI: "1" }, []).COMFYUI_URL.href,
			).toContain(url);
		},
	);

	test.each(["http://localhost:1", "http://[::1]:8188", "http://127.0.0.2:8188"])(
		"accepts %s as this machine",
		(url) => {
			expect(readConfig({ ...ENV, COMFYUI_URL: url }, []).COMFYUI_URL.href).toContain(url);
		},
	);

	test.each([{ POLL_MS: "soon" }, { EDGE_URL: "ftp://x" }, { LOG_LEVEL: "loud" }, { DRAIN_MS: "-1" }])(
		"refuses %j",
		(wrong) => {
			expect(() => readConfig({ ...ENV, ...wrong }, [])).toThrow(ConfigError);
		},
	);
});
