import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Todo lo que este Darkroom sabe hacer y lo que tú le has añadido.",
	import: "Importar un flujo",
	search: "Buscar flujos",
	kind: "Tipo",
	all: "Todos",
	own: "Tuyos",
	image: "Imágenes",
	video: "Vídeo",
	audio: "Sonido",
	training: "Entrenamiento",
	edit: "Edición",
	character: "Personajes",
	face: "Rostros",
	upscale: "Ampliación",
	quality: "Calidad",
	three_d: "3D",
	other: "Otros",
	count: { one: "{n} flujo", other: "{n} flujos" },
	none_title: "Nada coincide",
	none_text: "Prueba otras palabras o míralos todos.",
	show_all: "Mostrar todos",
	own_title: "Aún ninguno tuyo",
	own_text:
		"Suelta un archivo del editor de ComfyUI o una imagen que haya guardado: se convierte en un formulario que cualquiera puede rellenar.",
	memory: "{n} GB de memoria de GPU",
	about: "unos {time}",
});
