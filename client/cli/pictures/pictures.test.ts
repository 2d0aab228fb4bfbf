import fc from "fast-check";
import { expect, test } from "vitest";
import { PictureArea } from "./area.ts";
import { iterm, kitty } from "./encode.ts";
import { protocolOf, wantedPictures } from "./protocol.ts";

test.each([
	[{ TERM: "xterm-kitty" }, "kitty"],
	[{ TERM: "xterm-256color", KITTY_WINDOW_ID: "1" }, "kitty"],
	[{ TERM_PROGRAM: "ghostty" }, "kitty"],
	[{ TERM_PROGRAM: "iTerm.app" }, "iterm"],
	[{ LC_TERMINAL: "iTerm2", TERM: "xterm-256color" }, "iterm"],
	[{ TERM_PROGRAM: "WezTerm" }, "iterm"],
	[{ TERM_PROGRAM: "iTerm.app", TMUX: "/tmp/tmux" }, null],
	[{ TERM: "screen-256color", KITTY_WINDOW_ID: "1" }, null],
	[{ TERM_PROGRAM: "Apple_Terminal" }, null],
	[{}, null],
])("%o shows pictures as %s", (env, protocol) => {
	expect(protocolOf(env)).toBe(protocol);
});

test("what is asked for counts before what is known, and never where nobody sees it", () => {
	const env = { TERM: "xterm-kitty" };
	expect(wantedPictures(undefined, env, true)).toBe("kitty");
	expect(wantedPictures("auto", {}, true)).toBeNull();
	expect(wantedPictures("iterm", env, true)).toBe("iterm");
	expect(wantedPictures("none", env, true)).toBeNull();
	for (const asked of [undefined, "auto", "kitty", "iterm"])
		expect(wantedPictures(asked, env, false)).toBeNull();
	expect(() => wantedPictures("sixel", env, true)).toThrow("auto, kitty, iterm, none");
});

test("kitty is sent all of a picture in pieces of 4096, the last of which says so, and nothing else", () => {
	fc.assert(
		fc.property(fc.uint8Array({ minLength: 1, maxLength: 12_000 }), (bytes) => {
			const base64 = Buffer.from(bytes).toString("base64");
			const commands = kitty(base64, 12, 7).split("\x1b\\").slice(0, -1);
			const pieces = commands.map((command) => command.slice(command.indexOf(";") + 1));
			expect(pieces.join("")).toBe(base64);
			expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(4096);
			expect(commands.map((command) => /m=1;/.test(command.slice(0, 60)))).toEqual(
				commands.map((_, i) => i < commands.length - 1),
			);
			expect(commands[0]?.startsWith("\x1b_Ga=T,f=100,q=2,C=1,r=12,i=7,p=1,m=")).toBe(true);
		}),
	);
});

test("iTerm2 is told how large a picture is, in bytes and lines", () => {
	expect(iterm("YWJj", 3, 12)).toBe(
		"\x1b]1337;File=inline=1;size=3;height=12;preserveAspectRatio=1:YWJj\x07",
	);
});

test("previews take each other's place above the line of progress; what kitty cannot show is passed over", async () => {
	const written: string[] = [];
	const out = { write: (text: unknown) => written.push(String(text)) > 0 };
	const area = new PictureArea(out, "kitty", async () => null);
	await area.show({ data: "YWJj", content_type: "image/jpeg" });
	expect(written).toEqual([]);
	await area.show({ data: "YWJj", content_type: "image/png" });
	await area.show({ data: "YWJj", content_type: "image/png" });
	expect(written.map((text) => (text.match(/\n/g) ?? []).length)).toEqual([12, 0, 0]);
	expect(written[1]?.startsWith("\x1b7\r\x1b[12A\x1b_G")).toBe(true);
	expect(written[1]?.endsWith("\x1b8")).toBe(true);
	area.close();
	await area.show({ data: "YWJj", content_type: "image/png" });
	expect(written[3]).toContain("\n");
});
