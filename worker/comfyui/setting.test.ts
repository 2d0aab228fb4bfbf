import { expect, test } from "vitest";
import {
	inputDirectory,
	launchFlags,
	loraDirectory,
	outputDirectory,
	reportedSetting,
	tempDirectory,
} from "./setting.ts";

const argv = ["main.py", "--listen", "127.0.0.1", "--fp32-vae", "--extra=/secret/path", "--fp32-vae"];
const stats = { system: { argv }, devices: [] };

test("S2-GEN-05 reports flags without their values", () => {
	expect(launchFlags(argv)).toEqual(["--listen", "--fp32-vae", "--extra"]);
});

test.each([
	[[], "/comfy", "/comfy/input"],
	[[], null, null],
	[["--input-directory", "/data/in"], null, "/data/in"],
	[["--input-directory=/data/in"], "/comfy", "/data/in"],
	[["--input-directory", "in"], "/comfy", "/comfy/in"],
	[["--input-directory", "in"], null, null],
	[["--base-directory", "/base"], "/comfy", "/base/input"],
	[["--base-directory", "base"], null, null],
])("with %j and folder %s the input folder is %s", (flags, folder, expected) => {
	expect(inputDirectory(flags, folder)).toBe(expected);
});

test.each([
	[[], "/comfy", "/comfy/output"],
	[[], null, null],
	[["--output-directory", "/data/out"], null, "/data/out"],
	[["--output-directory=out"], "/comfy", "/comfy/out"],
	[["--input-directory", "/data/in", "--base-directory", "/base"], null, "/base/output"],
])("with %j and folder %s the output folder is %s", (flags, folder, expected) => {
	expect(outputDirectory(flags, folder)).toBe(expected);
});

test.each([
	[[], "/comfy", "/comfy/temp"],
	[[], null, null],
	// ComfyUI makes a folder below the one it is told.
	[["--temp-directory", "/scratch"], "/comfy", "/scratch/temp"],
	[["--temp-directory=t"], "/comfy", "/comfy/t/temp"],
	[["--temp-directory", "t"], null, null],
	[["--base-directory", "/base"], null, "/base/temp"],
])("with %j and folder %s the folder of previews is %s", (flags, folder, expected) => {
	expect(tempDirectory(flags, folder)).toBe(expected);
});

test.each([
	[[], "/comfy", "/comfy/models/loras"],
	[["--base-directory", "/base"], "/comfy", "/base/models/loras"],
	[["--base-directory=b"], "/comfy", "/comfy/b/models/loras"],
	// Its disk is not this one's.
	[["--base-directory", "/base"], null, null],
])("with %j and folder %s LoRAs are loaded from %s", (flags, folder, expected) => {
	expect(loraDirectory(flags, folder)).toBe(expected);
});

test("says what it has, and keeps the key to itself", () => {
	const setting = { folder: "/comfy", partnerKey: "secret-key", profile: "auto" };
	const told = reportedSetting(stats, { type: "mps", vram_bytes: 16 * 1024 ** 3 }, setting);
	expect(told).toEqual({
		launch_flags: ["--listen", "--fp32-vae", "--extra"],
		partner_nodes: true,
		input_directory: true,
		lora_folder: true,
		profile: "m1-16gb",
	});
	expect(JSON.stringify(told)).not.toContain("secret");
	const bare = { folder: null, partnerKey: null, profile: "none" };
	expect(reportedSetting(stats, { type: "mps", vram_bytes: 1 }, bare)).toEqual({
		launch_flags: expect.any(Array),
		partner_nodes: false,
		input_directory: false,
		lora_folder: false,
	});
});
