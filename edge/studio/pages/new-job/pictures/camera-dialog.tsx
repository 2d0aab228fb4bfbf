import { useEffect, useState } from "react";
import { Button } from "../../../ui/button/button.tsx";
import { Dialog } from "../../../ui/dialog/dialog.tsx";
import { words } from "../words.ts";

interface Props {
	onClose(): void;
	onPicture(picture: File): void;
}

/** Shows what the camera sees, and takes a picture of it. The camera is off as soon as the dialog is closed. */
export function CameraDialog({ onClose, onPicture }: Props) {
	const say = words.use();
	// It comes with the dialog, which may be loaded later than the camera is on.
	const [video, setVideo] = useState<HTMLVideoElement | null>(null);
	const [stream, setStream] = useState<MediaStream | null>(null);
	const [state, setState] = useState<"asking" | "on" | "refused">("asking");
	useEffect(() => {
		let over = false;
		let opened: MediaStream | undefined;
		const stop = () => {
			for (const track of opened?.getTracks() ?? []) track.stop();
		};
		navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } }).then(
			(camera) => {
				opened = camera;
				if (over) stop();
				else setStream(camera);
			},
			// Refused, or there is none.
			() => over || setState("refused"),
		);
		return () => {
			over = true;
			stop();
		};
	}, []);
	useEffect(() => {
		if (!video || !stream) return;
		video.srcObject = stream;
		// Who closes the dialog meanwhile ends it before it has begun.
		video.play().then(
			() => setState("on"),
			() => {},
		);
	}, [video, stream]);
	const take = () => {
		if (!video) return;
		const canvas = document.createElement("canvas");
		canvas.width = video.videoWidth;
		canvas.height = video.videoHeight;
		canvas.getContext("2d")?.drawImage(video, 0, 0);
		canvas.toBlob((blob) => {
			if (blob) onPicture(new File([blob], "camera.png", { type: "image/png" }));
			onClose();
		}, "image/png");
	};
	return (
		<Dialog
			open
			onClose={onClose}
			title={say("camera")}
			actions={
				<Button look="primary" icon="camera" disabled={state !== "on"} onClick={take}>
					{say("take_picture")}
				</Button>
			}
		>
			{state === "refused" ? (
				<p className="text-muted">{say("no_camera")}</p>
			) : (
				<video ref={setVideo} muted playsInline className="aspect-4/3 w-full rounded-lg bg-easel" />
			)}
		</Dialog>
	);
}
