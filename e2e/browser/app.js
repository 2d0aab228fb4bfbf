// What a small web app does against the API: the tests call it in the page.

/** The width of the picture that an <img> with this address shows; 0 where it shows none. */
function showImage({ url, readable }) {
	return new Promise((resolve) => {
		const image = new Image();
		if (readable) image.crossOrigin = "anonymous";
		image.onload = () => resolve(image.naturalWidth);
		image.onerror = () => resolve(0);
		image.src = url;
		document.body.append(image);
	});
}

const ENDS = ["succeeded", "failed", "canceled", "expired"];

/** Types of the events that an EventSource hears until the job has ended, or how it failed. */
function listen({ url }) {
	return new Promise((resolve) => {
		const seen = [];
		const source = new EventSource(url);
		const end = () => {
			source.close();
			resolve(seen);
		};
		source.onopen = () => seen.push("open");
		source.onerror = () => {
			seen.push(source.readyState === EventSource.CLOSED ? "refused" : "lost");
			end();
		};
		for (const type of ["hello", "stage", "task", "progress", "output"])
			source.addEventListener(type, () => seen.push(type));
		source.addEventListener("job", (event) => {
			const { status } = JSON.parse(event.data);
			seen.push(status);
			if (ENDS.includes(status)) end();
		});
	});
}

/** What fetch gives, or why it gives nothing. */
async function ask({ url, key, json }) {
	try {
		const response = await fetch(url, {
			method: json ? "POST" : "GET",
			headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
			body: json && JSON.stringify(json),
		});
		const headers = Object.fromEntries(response.headers);
		return { status: response.status, headers, body: await response.json() };
	} catch (error) {
		return { failed: error.name };
	}
}

/** Records a short film of a canvas and uploads it. */
async function uploadFilm({ url, key }) {
	const canvas = document.createElement("canvas");
	canvas.width = canvas.height = 64;
	const context = canvas.getContext("2d");
	const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: "video/webm" });
	const parts = [];
	recorder.ondataavailable = (event) => parts.push(event.data);
	const over = new Promise((resolve) => {
		recorder.onstop = resolve;
	});
	recorder.start();
	for (let frame = 0; frame < 15; frame++) {
		context.fillStyle = `hsl(${frame * 20} 80% 50%)`;
		context.fillRect(0, 0, 64, 64);
		await new Promise((resolve) => requestAnimationFrame(resolve));
	}
	recorder.stop();
	await over;
	const form = new FormData();
	form.set("file", new Blob(parts, { type: "video/webm" }), "film.webm");
	const response = await fetch(url, {
		method: "POST",
		headers: { authorization: `Bearer ${key}` },
		body: form,
	});
	return { status: response.status, body: await response.json() };
}

/** The width of a film's picture once there is one; 0 where there is none. */
function showFilm({ url }) {
	return new Promise((resolve) => {
		const video = document.createElement("video");
		video.muted = true;
		video.onloadeddata = () => resolve(video.videoWidth);
		video.onerror = () => resolve(0);
		video.src = url;
		document.body.append(video);
		video.play().catch(() => {});
	});
}

globalThis.app = { showImage, listen, ask, uploadFilm, showFilm };
