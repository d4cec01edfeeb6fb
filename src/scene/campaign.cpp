#include "scene/campaign.hpp"

#include "scene/commands.hpp"

namespace huan::scene {

Metric metric_of(Goal goal) {
    switch (goal) {
        case Goal::acquire: return Metric::new_customers;
        case Goal::activate: return Metric::order_conversion;
        case Goal::repurchase: return Metric::sales_amount;
        case Goal::recall: return Metric::recall_rate;
        case Goal::refer: return Metric::referred_customers;
    }
    return Metric::sales_amount;
}

CampaignView view_of(const Campaign& campaign) {
    CampaignView view;
    view.id = campaign.id;
    view.name = campaign.name;
    view.goal = campaign.goal;
    view.metric = metric_of(campaign.goal);
    view.segment_id = campaign.segment_id;
    view.coupon_type_id = campaign.coupon_type_id;
    view.starts_at = campaign.starts_at;
    view.ends_at = campaign.ends_at;
    view.strategy = campaign.strategy;
    view.message_title = campaign.message_title;
    view.message_body = campaign.message_body;
    view.per_person = campaign.per_person;
    view.budget = campaign.budget;
    view.holdout_percent = campaign.holdout_percent;
    view.expected_orders = campaign.expected_orders;
    view.expected_amount = campaign.expected_amount;
    view.status = campaign.status;
    view.segment_size = campaign.segment_size;
    view.audience_size = campaign.audience_size;
    view.holdout_size = campaign.holdout_size;
    view.launched_at = campaign.launched_at;
    view.ended_at = campaign.ended_at;
    view.created_at = campaign.created_at;
    view.version = campaign.version;
    return view;
}

}  // namespace huan::scene
