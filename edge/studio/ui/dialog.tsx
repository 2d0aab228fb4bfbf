import { lazy, Suspense, useState } from "react";
import type { DialogProps } from "./dialog-props.ts";

const Box = lazy(() => import("./dialog-box.tsx"));

/**
 * Holds the keyboard until it is closed, and gives the focus back to where it was. What it takes is loaded when the
 * first one opens: most visits open none.
 */
export function Dialog(props: DialogProps) {
	const [opened, setOpened] = useState(props.open);
	if (props.open && !opened) setOpened(true);
	if (!opened) return null;
	return (
		<Suspense>
			<Box {...props} />
		</Suspense>
	);
}
