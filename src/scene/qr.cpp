#include "scene/qr.hpp"

#include <qrencode.h>

#include <memory>
#include <stdexcept>

namespace huan::scene {

std::string qr_svg(std::string_view text) {
    const std::string terminated(text);
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        QRcode_encodeString8bit(terminated.c_str(), 0, QR_ECLEVEL_M), &QRcode_free);
    if (!code) throw std::invalid_argument("no QR code holds this text");
    constexpr int margin = 4;
    const int size = code->width + 2 * margin;
    std::string path;
    for (int y = 0; y < code->width; ++y)
        for (int x = 0; x < code->width; ++x) {
            int run = 0;
            while (x + run < code->width && (code->data[y * code->width + x + run] & 1) != 0) ++run;
            if (run == 0) continue;
            path += "M" + std::to_string(x + margin) + " " + std::to_string(y + margin) + "h" +
                    std::to_string(run) + "v1h-" + std::to_string(run) + "z";
            x += run;
        }
    const std::string edge = std::to_string(size);
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + edge + " " + edge +
           "\" shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h" + edge + "v" + edge +
           "H0z\"/><path fill=\"#000\" d=\"" + path + "\"/></svg>\n";
}

}  // namespace huan::scene
