/* Maps of plots with plain Leaflet. No tiles: plots lie on a calm ground, so the page works where
   the internet is weak and tells no map service where somebody's land is. Without script the
   maps stay hidden, and tables and the text box do the same work. */
(function () {
  "use strict";

  const PLOT = { color: "#2c6e3f", weight: 2, fillColor: "#8fbf88", fillOpacity: 0.45 };
  const OTHER = { color: "#968c7b", weight: 1.5, fillColor: "#d9d2c4", fillOpacity: 0.45 };
  const COMMUNE = { color: "#968c7b", weight: 1.5, dashArray: "6 5", fill: false };
  const CORNER = { radius: 7, color: "#205331", weight: 2, fillColor: "#ffffff", fillOpacity: 1 };

  function makeMap(box) {
    box.hidden = false;
    const map = L.map(box, { attributionControl: false, zoomControl: true, maxZoom: 20 });
    L.control.scale({ imperial: false }).addTo(map);
    map.setView([Number(box.dataset.lat), Number(box.dataset.lon)], Number(box.dataset.zoom));
    return map;
  }

  /* Names are typed by people: they go in as text, never as HTML. */
  function label(feature) {
    const hectares = Number(feature.properties.hectares).toLocaleString(document.documentElement.lang, {
      maximumFractionDigits: 4,
    });
    const words = document.createElement("span");
    words.textContent = feature.properties.name + ": " + hectares + " ha";
    return words;
  }

  function showPlots(map, box, style, fit) {
    return fetch(box.dataset.plots, { credentials: "same-origin" })
      .then(function (answer) {
        if (!answer.ok) throw new Error(String(answer.status));
        return answer.json();
      })
      .then(function (plots) {
        const layer = L.geoJSON(plots, {
          style: style,
          interactive: fit,
          onEachFeature: function (feature, drawn) {
            drawn.bindTooltip(label(feature));
          },
        }).addTo(map);
        const bounds = layer.getBounds();
        if (bounds.isValid()) map.fitBounds(bounds, { padding: [24, 24], maxZoom: 18 });
      });
  }

  /* The commune's outline, where an office brought one in: it stands in for a map's tiles. */
  function showCommune(map, box) {
    fetch(box.dataset.commune, { credentials: "same-origin" })
      .then(function (answer) {
        return answer.ok ? answer.json() : { type: "FeatureCollection", features: [] };
      })
      .then(function (outlines) {
        L.geoJSON(outlines, { style: COMMUNE, interactive: false }).addTo(map).bringToBack();
      })
      .catch(function () {}); /* the plots are what the map is for */
  }

  function showArea(box) {
    const map = makeMap(box);
    showCommune(map, box);
    showPlots(map, box, PLOT, true).catch(function () {
      box.hidden = true; /* the table below says the same */
    });
  }

  /* --- drawing: corners are lines "latitude, longitude" in the text box ---------------------- */

  function cornersIn(text) {
    const corners = [];
    for (const line of text.split("\n")) {
      const pair = line.match(/^\s*(-?\d+(?:\.\d+)?)[\s,;]+(-?\d+(?:\.\d+)?)\s*$/);
      if (!pair) continue;
      const first = Number(pair[1]);
      const second = Number(pair[2]);
      corners.push(first > 60 ? [second, first] : [first, second]);
    }
    return corners;
  }

  /* About as large as the server will measure it: on a sphere of the ellipsoid's mean radius,
     which at the size of a plot differs from the geodesic by less than half a percent. */
  function hectaresOf(corners) {
    const radians = Math.PI / 180;
    let sum = 0;
    corners.forEach(function (corner, place) {
      const next = corners[(place + 1) % corners.length];
      sum +=
        (next[1] - corner[1]) *
        radians *
        (2 + Math.sin(corner[0] * radians) + Math.sin(next[0] * radians));
    });
    return (Math.abs(sum) * 6371008.8 * 6371008.8) / 2 / 10000;
  }

  function written(number) {
    return number.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 2 });
  }

  function draw(box) {
    const text = document.querySelector(box.dataset.outline);
    const tools = document.querySelector(box.dataset.tools);
    const said = tools.querySelector("[data-said]");
    const map = makeMap(box);
    tools.hidden = false;
    showCommune(map, box);
    map.getContainer().style.cursor = "crosshair";
    const shape = L.layerGroup().addTo(map);

    const size = tools.querySelector("[data-hectares]");

    function redraw() {
      const corners = text.value.trim().startsWith("{") ? [] : cornersIn(text.value);
      shape.clearLayers();
      if (corners.length > 1) L.polygon(corners, PLOT).addTo(shape);
      for (const corner of corners) L.circleMarker(corner, CORNER).addTo(shape);
      size.textContent =
        corners.length > 2
          ? size.dataset.words.replace("{hectares}", written(hectaresOf(corners)))
          : "";
      return corners;
    }

    function write(corners) {
      text.value = corners
        .map(function (corner) {
          return corner[0].toFixed(6) + ", " + corner[1].toFixed(6);
        })
        .join("\n");
      redraw();
    }

    function add(lat, lon) {
      write(cornersIn(text.value).concat([[lat, lon]]));
    }

    map.on("click", function (event) {
      add(event.latlng.lat, event.latlng.lng);
    });
    text.addEventListener("input", redraw);
    tools.querySelector("[data-undo]").addEventListener("click", function () {
      write(cornersIn(text.value).slice(0, -1));
    });
    tools.querySelector("[data-clear]").addEventListener("click", function () {
      text.value = "";
      redraw();
    });
    const here = tools.querySelector("[data-here]");
    here.hidden = !("geolocation" in navigator);
    here.addEventListener("click", function () {
      said.textContent = here.dataset.waiting;
      navigator.geolocation.getCurrentPosition(
        function (position) {
          const at = position.coords;
          said.textContent = here.dataset.found.replace("{metres}", Math.round(at.accuracy));
          add(at.latitude, at.longitude);
          map.setView([at.latitude, at.longitude], Math.max(map.getZoom(), 17));
        },
        function () {
          said.textContent = here.dataset.failed;
        },
        { enableHighAccuracy: true, timeout: 20000, maximumAge: 0 }
      );
    });

    showPlots(map, box, OTHER, false)
      .catch(function () {}) /* the other plots only help to find the place */
      .then(function () {
        const corners = redraw();
        if (corners.length) map.fitBounds(corners, { padding: [24, 24], maxZoom: 18 });
      });
  }

  document.querySelectorAll("[data-map=show]").forEach(showArea);
  document.querySelectorAll("[data-map=draw]").forEach(draw);
})();
