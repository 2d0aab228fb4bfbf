import { lazy, type ReactNode, Suspense, useState } from "react";

export interface DialogProps {
	open: boolean;
	onClose(): void;
	title: string;
	/** A sentence below the title. */
	text?: string;
	/** At the lower edge of a phone, as a drawer, instead of in the middle. */
	drawer?: boolean;
	/** Buttons below, the one that goes on last. */
	actions?: ReactNode;
	children?: ReactNode;
}

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
