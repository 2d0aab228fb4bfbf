import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "LoRA en entrenamiento y hasta dónde ha llegado cada uno.",
	create: "Nuevo entrenamiento",
	empty_title: "Aún no se ha entrenado nada",
	empty_text: "Congela un conjunto de siete imágenes o más y entrena un LoRA con él.",
	to_datasets: "Ver conjuntos de datos",
	more: "Mostrar más",
	steps: "{n} de {all} pasos",
	kept: "Pasos guardados",
});
