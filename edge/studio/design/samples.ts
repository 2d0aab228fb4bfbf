const picture = (blur: number) =>
	`data:image/svg+xml,${encodeURIComponent(
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 300"><filter id="b"><feGaussianBlur stdDeviation="${blur}"/></filter><rect width="200" height="300" fill="#22170f"/><g filter="url(#b)"><circle cx="100" cy="110" r="60" fill="#e8c9a0"/><path d="M20 300c0-90 40-120 80-120s80 30 80 120z" fill="#7a4a35"/></g></svg>`,
	)}`;

/** A picture that needs no server, and what it looked like on the way. */
export const SAMPLE_PICTURE = picture(0);
export const SAMPLE_PREVIEW = picture(14);
