/** Files more than this are not told; ComfyUI rarely keeps more models than this in memory. */
const MOST = 20;

/** Which model files ComfyUI probably has in memory: those used last. The edge prefers tasks that use them. */
export class WarmModels {
	private files: string[] = [];

	used(files: readonly string[]): void {
		this.files = [...new Set([...files, ...this.files])].slice(0, MOST);
	}

	/** Latest first. */
	list(): string[] {
		return [...this.files];
	}

	clear(): void {
		this.files = [];
	}
}
