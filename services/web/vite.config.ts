import { reactRouter } from '@react-router/dev/vite';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [tailwindcss(), reactRouter()],
  build: {
    // The policy of pages allows no data: scripts or fonts.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
  },
});
