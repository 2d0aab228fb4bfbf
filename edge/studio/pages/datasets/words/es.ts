import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	lead: "Imágenes con leyendas, con las que se entrenan LoRAs.",
	create: "Nuevo conjunto",
	create_yes: "Crear",
	empty_title: "Aún no hay conjuntos",
	empty_text: "Empiece uno, añada siete imágenes o más y congélelo cuando no haya errores.",
	more: "Mostrar más",
	pictures: "Imágenes: {n}",
	newest: "Versión {n}",
	name: "Nombre",
	name_hint: "Letras minúsculas, dígitos, - y _",
	trigger: "Palabra clave",
	trigger_hint: "Cada leyenda empieza con ella, como spyke_plasma_v1",
	preset: "Qué se le exige",
	preset_any: "7 imágenes o más",
	preset_sheet: "7 a 10 de una hoja de personaje",
	preset_manga: "15 a 20 de 512 píxeles",
	preset_thirty: "30: 21 medio cuerpo, 6 retratos, 3 cuerpo entero",
	asymmetric: "Los dos lados del personaje difieren",
	asymmetric_hint: "Las copias reflejadas enseñarían el lado equivocado",
});
