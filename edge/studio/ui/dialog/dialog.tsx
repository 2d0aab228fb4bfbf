import { type ComponentType, useEffect, useRef, useState } from "react";
import { shell } from "../../words/shell.ts";
import { toast } from "../feedback/toast.tsx";
import type { DialogProps } from "./dialog-props.ts";

/** What it takes, once it was loaded. */
let loaded: ComponentType<DialogProps> | null = null;

async function load(): Promise<ComponentType<DialogProps>> {
	loaded ??= (await import("./dialog-box.tsx")).default;
	return loaded;
}

/**
 * Holds the keyboard until it is closed, and gives the focus back to where it was. What it takes is loaded when the
 * first one opens: most visits open none. Where that cannot be loaded it is said and the dialog closes again: the page
 * stays, with what was typed into it.
 */
export function Dialog(props: DialogProps) {
	const say = shell.use();
	const [Box, setBox] = useState(() => loaded);
	const failed = useRef(() => {});
	failed.current = () => {
		toast({ bad: true, title: say("load_failed"), text: say("dialog_failed") });
		props.onClose();
	};
	useEffect(() => {
		if (!props.open || Box) return;
		let wanted = true;
		load().then(
			(Found) => wanted && setBox(() => Found),
			() => wanted && failed.current(),
		);
		return () => {
			wanted = false;
		};
	}, [props.open, Box]);
	return Box && <Box {...props} />;
}
