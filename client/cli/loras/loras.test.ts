import { expect, test } from "vitest";
import { CliError } from "../command.ts";
import { asked } from "../parts.ts";
import { linesOf, loras, nameOfFile } from "./command.ts";

test("a file gives a LoRA its name, and one that gives none is said so", () => {
	expect(
		["/x/Mia V2 (final).safetensors", "ohwx_woman.safetensors", "-a-.SAFETENSORS"].map(nameOfFile),
	).toEqual(["mia-v2-final", "ohwx_woman", "a"]);
	expect(() => nameOfFile("女.safetensors")).toThrow(CliError);
});

test("what is asked for, and what does not go with it", () => {
	expect(asked(loras, ["add", "a.safetensors", "--name", "a", "--promote"]).words).toEqual(["a.safetensors"]);
	for (const words of [["add"], ["list", "x"], ["delete", "a", "--promote"], ["rename", "a"]])
		expect(() => asked(loras, words), words.join(" ")).toThrow(CliError);
});

test("a list tells each version, and which is promoted", () => {
	const version = (number: number) => ({
		version: number,
		reference: `mia@${number}`,
		asset: "ast_00000000000000000000000000",
		sha256: "0".repeat(64),
		size: 10,
		family: "sd15" as const,
		base_model: null,
		created_at: "2026-01-01T00:00:00.000Z",
	});
	const at = "2026-01-01T00:00:00.000Z";
	const noted = {
		awaits: null,
		trigger_word: null,
		licence: null,
		note: null,
		created_at: at,
		updated_at: at,
	};
	expect(linesOf({ name: "mia", promoted: 1, versions: [version(2), version(1)], ...noted })).toBe(
		"mia@2\tsd15\t10\nmia@1\tsd15\t10\tpromoted",
	);
});
