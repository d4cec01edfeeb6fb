#pragma once

#include <string>
#include <string_view>

namespace huan::scene {

/// The QR code of `text` as an SVG of its own: black on white, quiet zone of four modules, medium error
/// correction, so that it still reads when a corner of the flyer is wet. \throws std::invalid_argument for
/// text that no QR code holds (about 2,300 bytes).
std::string qr_svg(std::string_view text);

}  // namespace huan::scene
