// Contrast as WCAG 2 defines it, from computed colours "rgb(r, g, b)" and "rgba(r, g, b, a)".
const parts = (colour) => colour.match(/[\d.]+/g).map(Number);

function luminance(colour) {
  const [r, g, b] = parts(colour).slice(0, 3).map((c) => {
    const v = c / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export const transparent = (colour) => (parts(colour)[3] ?? 1) === 0;

export function contrast(a, b) {
  for (const colour of [a, b]) if (![undefined, 1].includes(parts(colour)[3])) throw new Error(`half seen through: ${colour}`);
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}
