/** The text of a file, for tests that read the source. */
declare module "*?raw" {
	const text: string;
	export default text;
}
