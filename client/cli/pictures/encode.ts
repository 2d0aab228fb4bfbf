/** Characters of base64 in one command of kitty's protocol, at most. */
const KITTY_PIECE = 4096;
const ESCAPE = "\x1b";

/**
 * A PNG for kitty and those that speak its protocol (https://sw.kovidgoyal.net/kitty/graphics-protocol/): shown so many lines
 * high where the cursor is, which stays there, in place of what this program showed before. Pure.
 * @param png its bytes in base64
 * @param id from 1 on, the same for all that take each other's place
 */
export function kitty(png: string, lines: number, id: number): string {
	const pieces = png.match(new RegExp(`.{1,${KITTY_PIECE}}`, "g")) ?? [];
	return pieces
		.map((piece, at) => {
			const more = at < pieces.length - 1 ? 1 : 0;
			const first = `a=T,f=100,q=2,C=1,r=${lines},i=${id},p=1,`;
			return `${ESCAPE}_G${at === 0 ? first : ""}m=${more};${piece}${ESCAPE}\\`;
		})
		.join("");
}

/**
 * A picture of any kind for iTerm2 and those that speak its protocol (https://iterm2.com/documentation-images.html): shown so many
 * lines high where the cursor is. Pure.
 * @param picture its bytes in base64
 */
export function iterm(picture: string, bytes: number, lines: number): string {
	return `${ESCAPE}]1337;File=inline=1;size=${bytes};height=${lines};preserveAspectRatio=1:${picture}\x07`;
}
