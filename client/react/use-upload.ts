import type { Asset, Darkroom } from "@darkroom/sdk";
import { useCallback, useEffect, useRef, useState } from "react";

export interface Upload {
	/** Share that was sent, 0 to 1, as far as the platform tells; null: nothing is being sent. */
	share: number | null;
	/** What was uploaded last; null: nothing yet. */
	asset: Asset | null;
	error: Error | null;
	/** Uploads a file; one that is still being sent is given up. Null where it failed (`error`) or was given up. */
	upload(file: Blob, filename: string): Promise<Asset | null>;
	/** Gives up what is being sent. */
	cancel(): void;
}

const IDLE = { share: null, asset: null, error: null } as const;

/** Uploads of pictures, films and sound, one at a time; what is being sent ends with the component. */
export function useUpload(darkroom: Darkroom): Upload {
	const [state, setState] = useState<Pick<Upload, "share" | "asset" | "error">>(IDLE);
	const current = useRef<AbortController>(undefined);
	useEffect(() => () => current.current?.abort(), []);
	const upload = useCallback(
		async (file: Blob, filename: string) => {
			current.current?.abort();
			const own = new AbortController();
			current.current = own;
			const { signal } = own;
			const become = (next: Partial<Upload>) => {
				if (!signal.aborted) setState((before) => ({ ...before, ...next }));
			};
			try {
				become({ share: 0, error: null });
				const onProgress = (share: number) => become({ share });
				const asset = await darkroom.assets.uploadFile(file, filename, { signal, onProgress });
				become({ share: null, asset });
				return signal.aborted ? null : asset;
			} catch (error) {
				become({ share: null, error: error instanceof Error ? error : new Error(String(error)) });
				return null;
			}
		},
		[darkroom],
	);
	const cancel = useCallback(() => {
		current.current?.abort();
		setState((before) => ({ ...before, share: null }));
	}, []);
	return { ...state, upload, cancel };
}
