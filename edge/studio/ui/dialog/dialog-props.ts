import type { ReactNode } from "react";

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
